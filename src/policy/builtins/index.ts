import type { Builtin, Family } from './builtin.ts'
import { cryptoFamily } from './crypto.ts'
import { encodingFamily } from './encoding.ts'
import { globFamily } from './glob/glob.ts'
import { graphFamily } from './graph.ts'
import { jsonFamily } from './json/json.ts'
import { patchFamily } from './json/patch.ts'
import { jwtFamily } from './jwt.ts'
import { nativeFamily } from './native.ts'
import { netFamily } from './net/net.ts'
import { numbersFamily } from './numbers.ts'
import { objectFamily } from './object.ts'
import { regexFamily } from './regex/regex.ts'
import { semverFamily } from './semver.ts'
import { sprintfFamily } from './sprintf/sprintf.ts'
import { stringsFamily } from './strings.ts'
import { timeFamily } from './time/time.ts'
import { unitsFamily } from './units.ts'
import { uriFamily } from './uri/uri.ts'
import { urlqueryFamily } from './uri/urlquery.ts'
import { uuidFamily } from './uuid.ts'

const FAMILIES: readonly Family[] = [
  cryptoFamily,
  encodingFamily,
  globFamily,
  graphFamily,
  nativeFamily,
  netFamily,
  numbersFamily,
  objectFamily,
  patchFamily,
  jsonFamily,
  jwtFamily,
  regexFamily,
  semverFamily,
  sprintfFamily,
  stringsFamily,
  timeFamily,
  unitsFamily,
  uriFamily,
  urlqueryFamily,
  uuidFamily,
]

/** The builtins that the host supplies, by OPA's name: `regex.match`. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(FAMILIES.flatMap((family) => Object.entries(family)))
