# METADATA
# title: Masks
# description: Secrets that an HTTP upstream answers with are hidden from the agent.
# custom:
#   short: Secrets in answers are hidden
package sallyport.rules.secrets.masks

mask contains {"message": message, "detector": detector} if {
	input.connection.protocol == "http"
	some detector in data.settings.secrets.detectors
}

mask contains {"message": message, "header": header} if {
	input.connection.protocol == "http"
	some header in data.settings.secrets.headers
}

message := "Secrets in the answer are hidden."
