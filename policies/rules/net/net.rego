# METADATA
# scope: subpackages
# title: Net
# description: Rules about tunnels to hosts that are no connection's.
# schemas:
#   - input.operations: schema.net
package sallyport.rules.net
