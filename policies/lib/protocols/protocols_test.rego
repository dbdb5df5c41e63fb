package sallyport.lib.protocols_test

import data.sallyport.lib.protocols

test_the_other_protocols_are_foreign if {
	foreign := {
		"aws", "azure", "docker", "forge", "gcp", "gitea", "github", "gitlab",
		"http", "kubernetes", "mcp", "net", "registry",
	}
	protocols.foreign == foreign with input.connection.protocol as "git"
}

test_a_forge_is_asked_about_by_what_is_said_of_git if {
	every protocol in ["gitea", "github", "gitlab"] {
		foreign := protocols.foreign with input.connection.protocol as protocol
		foreign & {"forge", "git", protocol} == set()
		"http" in foreign
		count({"gitea", "github", "gitlab"} & foreign) == 2
	}
}

test_a_protocol_that_nobody_knows_has_no_category if {
	protocols.foreign.git with input.connection.protocol as "other"
	protocols.foreign.forge with input.connection.protocol as "other"
}

test_other_categories_are_not_foreign if {
	not protocols.foreign.secrets with input.connection.protocol as "git"
}
