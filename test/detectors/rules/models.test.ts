import { models } from '../../../src/detectors/rules/models.ts'
import { checkRules } from './check-rules.ts'

checkRules(models)
