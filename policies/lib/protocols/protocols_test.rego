package sallyport.lib.protocols_test

import data.sallyport.lib.protocols

test_the_other_protocols_are_foreign if {
	foreign := {"aws", "azure", "docker", "gcp", "http", "kubernetes", "mcp", "net", "registry"}
	protocols.foreign == foreign with input.connection.protocol as "git"
}

test_other_categories_are_not_foreign if {
	not protocols.foreign.secrets with input.connection.protocol as "git"
}
