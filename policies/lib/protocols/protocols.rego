# METADATA
# title: Protocols
# description: >-
#   A category of rules that is one protocol's, or some protocols', is asked about their requests only. Rules of every
#   other category are asked about all requests.
package sallyport.lib.protocols

# METADATA
# title: Categories
# description: >-
#   The protocols that Sallyport speaks, and those that it keeps the names of, each with the categories of rules that its
#   requests are put to. A forge's API is another door to its Git repositories.
categories := {
	"aws": {"aws"},
	"azure": {"azure"},
	"docker": {"docker"},
	"gcp": {"gcp"},
	"git": {"git"},
	"gitea": {"forge", "git", "gitea"},
	"github": {"forge", "git", "github"},
	"gitlab": {"forge", "git", "gitlab"},
	"http": {"http"},
	"kubernetes": {"kubernetes"},
	"mcp": {"mcp"},
	"net": {"net"},
	"registry": {"registry"},
}

# METADATA
# title: Foreign
# description: Categories whose rules have nothing to say about this request.
foreign := owned - object.get(categories, input.connection.protocol, set())

owned contains category if {
	some own in categories
	some category in own
}
