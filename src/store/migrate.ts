import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import { GatewayError } from '../core/errors.ts'

const directory = join(import.meta.dirname, 'migrations')

/**
 * Brings the database's schema `sallyport` to this version: forward only, one transaction a migration. Its row goes in
 * first, so that a rival start waits for it and then sees that it is done.
 *
 * @returns the versions applied now
 * @throws ERR_STORE_NEWER if the database was migrated by a newer Sallyport
 */
export async function migrate(pool: DatabasePool): Promise<number[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  await prepare(pool)
  const newest = await pool.oneFirst(sql.type(z.object({ version: z.number() }))`
    select coalesce(max(version), 0) as version from sallyport.migrations`)
  const known = Number.parseInt(files.at(-1) ?? '0', 10)
  if (newest > known) {
    throw new GatewayError(
      'ERR_STORE_NEWER',
      `The database is at version ${newest}; this Sallyport knows versions up to ${known}.`,
      {
        fix: 'Upgrade Sallyport.',
      },
    )
  }
  const applied: number[] = []
  for (const file of files) {
    const version = Number.parseInt(file, 10)
    if (version > newest && (await apply(pool, version, await readFile(join(directory, file), 'utf8'))))
      applied.push(version)
  }
  return applied
}

async function prepare(pool: DatabasePool): Promise<void> {
  await pool.transaction(async (transaction) => {
    // "if not exists" alone still races: two creators may both find nothing.
    await transaction.query(sql.unsafe`select pg_advisory_xact_lock(hashtext('sallyport.migrations'))`)
    await transaction.query(sql.unsafe`create schema if not exists sallyport`)
    await transaction.query(sql.unsafe`
      create table if not exists sallyport.migrations (version integer primary key, at timestamptz not null default now())`)
  })
}

async function apply(pool: DatabasePool, version: number, text: string): Promise<boolean> {
  return pool.transaction(async (transaction) => {
    const claimed = await transaction.query(sql.unsafe`
      insert into sallyport.migrations (version) values (${version}) on conflict do nothing`)
    if (claimed.rowCount === 0) return false
    await script(transaction, text)
    return true
  })
}

/** Our own migration files hold several statements and no values. */
async function script(transaction: DatabaseTransactionConnection, text: string): Promise<void> {
  // A function's body, between double dollars, has semicolons of its own.
  const statements = text
    .match(/(?:\$\$[\s\S]*?\$\$|(?!;\s*$)[\s\S])+/gm)!
    .map((statement) => statement.replace(/^;/, ''))
    .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '')
  for (const statement of statements) {
    // Slonik takes nothing but template literals, which it knows by their being frozen.
    const literal: TemplateStringsArray = Object.assign([statement], { raw: Object.freeze([statement]) })
    await transaction.query(sql.unsafe(Object.freeze(literal)))
  }
}
