import { clouds } from '../../../src/detectors/rules/clouds.ts'
import { checkRules } from './check-rules.ts'

checkRules(clouds)
