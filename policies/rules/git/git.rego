# METADATA
# scope: subpackages
# title: Git
# description: Rules about Git repositories.
# schemas:
#   - input.operations: schema.git
package sallyport.rules.git
