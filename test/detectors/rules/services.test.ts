import { services } from '../../../src/detectors/rules/services.ts'
import { checkRules } from './check-rules.ts'

checkRules(services)
