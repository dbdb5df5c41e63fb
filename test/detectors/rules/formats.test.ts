import { formats } from '../../../src/detectors/rules/formats.ts'
import { checkRules } from './check-rules.ts'

checkRules(formats)
