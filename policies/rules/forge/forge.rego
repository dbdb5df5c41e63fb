# METADATA
# scope: subpackages
# title: Forges
# description: Rules about the APIs of GitHub, GitLab and Gitea, besides those about Git itself.
# schemas:
#   - input.operations: schema.forge
package sallyport.rules.forge
