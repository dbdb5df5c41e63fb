# METADATA
# scope: subpackages
# title: HTTP
# description: Rules about plain HTTP upstreams.
# schemas:
#   - input.operations: schema.http
package sallyport.rules.http
