import { openSession } from './sample/session.ts'

/** Prints a session token of the sample that `npm start` runs: what a CI job gets for its ID token. */
const { value } = (await (await fetch('http://127.0.0.1:7080/id-token')).json()) as { value: string }
console.log(await openSession('http://127.0.0.1:7070', value))
