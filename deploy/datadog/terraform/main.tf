locals {
  folder = "${path.module}/.."
  ids    = [for name in fileset("${local.folder}/monitors", "*.json") : trimsuffix(name, ".json")]

  # What the files say, for a metric prefix and addresses of one's own.
  search = "https://app.datadoghq.com/dashboard/lists?q=GitHub%20pull%20requests"
  files = {
    for id in local.ids : id => jsondecode(
      replace(
        replace(
          replace(
            file("${local.folder}/monitors/${id}.json"),
            local.search, "${var.datadog_url}${datadog_dashboard_json.pull_requests.url}"
          ),
          "https://github.com/", "${var.github_url}/"
        ),
        ":github.", ":${var.metric_prefix}."
      )
    )
  }

  # Their series end with the last pull request where nothing sets them to 0.
  vanishing = ["approved-not-merged", "label-piling-up", "reviewer-overloaded", "stale-share-rising"]

  thresholds = {
    for id, monitor in local.files : id => {
      for name, value in try(var.thresholds[id], monitor.options.thresholds) : name => value if value != null
    }
  }

  slo = jsondecode(file("${local.folder}/slo.json"))
}

resource "datadog_dashboard_json" "pull_requests" {
  dashboard = replace(file("${local.folder}/dashboard.json"), ":github.", ":${var.metric_prefix}.")
}

resource "datadog_monitor_json" "exporter" {
  for_each = setsubtract(local.ids, var.skip)

  monitor = jsonencode(merge(local.files[each.key], {
    # The number that a query ends in is its critical threshold.
    query = replace(
      replace(local.files[each.key].query, "last_1h", var.window),
      "/-?[0-9.]+$/", local.thresholds[each.key].critical
    )
    message = join("\n\n", compact([local.files[each.key].message, join(" ", var.notify)]))
    tags    = concat(local.files[each.key].tags, var.tags)
    options = merge(local.files[each.key].options, {
      thresholds      = local.thresholds[each.key]
      on_missing_data = !var.zero_fill && contains(local.vanishing, each.key) ? "resolve" : local.files[each.key].options.on_missing_data
    })
  }))
}

resource "datadog_service_level_objective" "exporter" {
  name        = local.slo.name
  type        = local.slo.type
  description = local.slo.description
  monitor_ids = [datadog_monitor_json.exporter["exporter-failing"].id]
  tags        = concat(local.slo.tags, var.tags)

  dynamic "thresholds" {
    for_each = local.slo.thresholds

    content {
      timeframe = thresholds.value.timeframe
      target    = thresholds.value.target
      warning   = thresholds.value.warning
    }
  }
}
