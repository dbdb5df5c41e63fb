# METADATA
# title: Masks
# description: >-
#   Secrets that an HTTP upstream answers with are hidden from the agent, but for upstreams with the settings' labels.
# custom:
#   short: Secrets in answers are hidden
package sallyport.rules.secrets.masks

mask contains {"message": message, "detector": detector} if {
	input.connection.protocol == "http"
	not public
	some detector in data.settings.secrets.detectors
}

mask contains {"message": message, "header": header} if {
	input.connection.protocol == "http"
	not public
	some header in data.settings.secrets.headers
}

# No labels at all would be every connection's.
public if {
	labels := data.settings.secrets.public.labels
	count(labels) > 0
	every name, value in labels {
		input.connection.labels[name] == value
	}
}

message := "Secrets in the answer are hidden."
