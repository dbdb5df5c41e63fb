import { forges } from '../../../src/detectors/rules/forges.ts'
import { checkRules } from './check-rules.ts'

checkRules(forges)
