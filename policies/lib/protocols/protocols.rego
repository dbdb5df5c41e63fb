# METADATA
# title: Protocols
# description: >-
#   A category of rules that is named after a protocol is asked about requests of that protocol only. Rules of every
#   other category are asked about all requests.
package sallyport.lib.protocols

# METADATA
# title: Names
# description: The protocols that Sallyport speaks, and those that it keeps the names of.
names := {"aws", "azure", "docker", "gcp", "git", "http", "kubernetes", "mcp", "net", "registry"}

# METADATA
# title: Foreign
# description: Categories whose rules have nothing to say about this request.
foreign := names - {input.connection.protocol}
