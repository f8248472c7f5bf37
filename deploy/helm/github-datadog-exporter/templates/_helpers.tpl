{{- define "exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{/* The release's name, with the chart's unless it is in it; a CronJob's may have 52 characters. */}}
{{- define "exporter.fullname" -}}
{{- $name := include "exporter.name" . }}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) }}
{{- default $full .Values.fullnameOverride | trunc 47 | trimSuffix "-" }}
{{- end }}

{{- define "exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "exporter.labels" -}}
{{ include "exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "exporter.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{/* Whether the chart makes the Secret itself, or has it made: then it is called as everything else is. */}}
{{- define "exporter.secretName" -}}
{{- $made := or .Values.secret.external.enabled .Values.secret.values }}
{{- if $made }}{{ include "exporter.fullname" . }}{{ else }}{{ required "secret.existing is empty: name a Secret, or set secret.values or secret.external" .Values.secret.existing }}{{ end }}
{{- end }}

{{- define "exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "exporter.fullname" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{/* Numbers come as floats: 1000000 would be 1e+06. */}}
{{- define "exporter.text" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{/* RUN_TIMEOUT (250ms, 15s, 4m, 0.5h) in whole seconds, and a minute for starting. */}}
{{- define "exporter.deadline" -}}
{{- $text := default "4m" .Values.settings.RUN_TIMEOUT | toString | trim | lower }}
{{- if not (regexMatch "^[0-9]+([.][0-9]+)?(ms|s|m|h)$" $text) }}
{{- fail (printf "settings.RUN_TIMEOUT is %q, not a number and a unit (ms, s, m, h)" $text) }}
{{- end }}
{{- $seconds := get (dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0) (regexFind "[a-z]+$" $text) }}
{{- add 60 (mulf $seconds (regexFind "^[0-9.]+" $text | float64) | ceil | int) }}
{{- end }}
