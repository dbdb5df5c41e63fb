import { hostname } from 'node:os'
import { join } from 'node:path'
import type { DatabasePool } from 'slonik'
import type { Metrics } from './api/metrics.ts'
import type { Config } from './config/config.ts'
import type { Reference } from './config/reference.ts'
import { GatewayError } from './core/errors.ts'
import type { Timing } from './core/timing.ts'
import { readSecret } from './credentials/secrets/reference.ts'
import { createAnchoring } from './journal/anchors.ts'
import { tampered } from './journal/failure.ts'
import { createJournal, type GroupJournal } from './journal/journal.ts'
import { createKeeper, type Keeper } from './journal/keeper.ts'
import { ownSigningKey, readSigningKey, type SigningKey } from './journal/signing-key.ts'
import { createCheckpointStore } from './store/checkpoints.ts'
import { createJournalStore } from './store/journal.ts'
import { type JournalReader, openJournalReader } from './store/journal-reader.ts'
import { reachDatabase } from './store/open.ts'
import { type Tell, tellingJournal } from './store/telling.ts'

interface JournalPorts {
  readonly pool: DatabasePool
  readonly tell: Tell
  readonly metrics: Pick<Metrics, 'journal'>
  readonly version: string
  readonly timing: Timing
  /** A secret's value now. */
  readonly read: (reference: Reference) => Promise<string>
  readonly report: (error: unknown) => void
}

/** The journal over a migrated database, and whoever signs how far it has come. Rejects with ERR_CONFIG. */
export async function openJournal(
  config: Pick<Config, 'limits' | 'journal' | 'dataDirectory'>,
  { pool, tell, metrics, version, timing, read, report }: JournalPorts,
): Promise<{ journal: GroupJournal; keeper: Keeper }> {
  const { limits, journal: settings } = config
  const { now } = timing
  const store = createCheckpointStore(pool)
  const key = await journalKey(config, read)
  await store.publish(key.jwk)
  const host = hostname()
  const journal = createJournal(tellingJournal(createJournalStore(pool), tell), {
    limit: { entries: limits.journalEntries, bytes: limits.journalBytes },
    writer: { host, pid: process.pid, version, started: now() },
    now,
    report,
    forked(writer) {
      metrics.journal.tampered()
      report(tampered(writer))
    },
    committed: metrics.journal.committed,
  })
  const keeper = createKeeper({
    ...{ store, key, timing, report, chains: () => journal.chains, alarm: metrics.journal.tampered },
    anchored: createAnchoring({ store, anchors: settings.anchors, host, report }),
  })
  return { journal, keeper }
}

/** What this gateway's checkpoints are signed with: the configured key, or its own. Rejects with ERR_CONFIG. */
export async function journalKey(
  { journal, dataDirectory }: Pick<Config, 'journal' | 'dataDirectory'>,
  read: (reference: Reference) => Promise<string>,
): Promise<SigningKey> {
  if (journal.signingKey === null) return ownSigningKey(join(dataDirectory, 'journal-key.pem'))
  return readSigningKey(await read(journal.signingKey))
}

/** Reads the configured database's journal, whether or not a gateway runs. Rejects with ERR_CONFIG and ERR_STORE_UNAVAILABLE. */
export async function readJournal(
  config: Pick<Config, 'store' | 'dataDirectory'>,
  environment: NodeJS.ProcessEnv,
): Promise<JournalReader> {
  const directory = join(config.dataDirectory, 'postgres')
  const { url, close } = await reachDatabase(await databaseUrl(config, environment), directory)
  const reader = await openJournalReader(url)
  return { ...reader, close: () => reader.close().then(close) }
}

/** Where the configured database is; null for the embedded one. Rejects with ERR_CONFIG. */
export async function databaseUrl(
  { store }: Pick<Config, 'store'>,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (store.kind === 'embedded') return null
  return readSecret(store.url, environment).catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG', "The database's URL can't be read.", { cause })
  })
}
