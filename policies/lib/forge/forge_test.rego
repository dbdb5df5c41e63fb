package sallyport.lib.forge_test

import data.sallyport.lib.forge
import data.sallyport.lib.inputs_test as inputs

called := [inputs.forge_call("comments", "write"), inputs.forge_push("refs/heads/topic"), inputs.forge_call("secrets", "grant")]

test_operations_on_git_have_no_subject if {
	forge.subjects == {0: "comments", 2: "secrets"} with input as inputs.github(called)
}

test_only_the_connections_own_protocol_counts if {
	forge.subjects == {} with input as inputs.input_of("gitlab", called)
}
