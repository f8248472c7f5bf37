variable "metric_prefix" {
  description = "METRIC_PREFIX of the exporter."
  type        = string
  default     = "github"
}

variable "window" {
  description = "Window of the monitors, two to four runs: last_15m, last_30m, last_1h, last_2h, last_4h."
  type        = string
  default     = "last_1h"
}

variable "zero_fill" {
  description = "Whether the exporter has an application key, so that it sets to 0 what vanishes. Without, alerts on what vanishes close on missing data."
  type        = bool
  default     = true
}

variable "notify" {
  description = "Whom every monitor notifies, such as @slack-reviews."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Further tags of the monitors and the SLO, as key:value."
  type        = list(string)
  default     = []
}

variable "skip" {
  description = "Monitors that are not wanted, by the names of their files without .json. The SLO stands on exporter-failing, which therefore stays."
  type        = set(string)
  default     = []

  validation {
    condition     = !contains(var.skip, "exporter-failing")
    error_message = "The SLO stands on exporter-failing: it cannot be left out."
  }
}

variable "thresholds" {
  description = "Thresholds instead of a file's own, by its name without .json. What is not named here has none."
  type = map(object({
    critical          = number
    critical_recovery = optional(number)
    warning           = optional(number)
    warning_recovery  = optional(number)
  }))
  default = {}
}

variable "github_url" {
  description = "Where the links to pull requests lead, without a slash at the end."
  type        = string
  default     = "https://github.com"
}

variable "datadog_url" {
  description = "Address of Datadog in the browser, without a slash at the end: https://app.datadoghq.eu, https://us3.datadoghq.com."
  type        = string
  default     = "https://app.datadoghq.com"
}
