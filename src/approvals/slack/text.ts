/** Characters that steer, turn the direction of what follows, or can't be seen: none of them belongs in a question. */
const UNSEEN =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u{e0000}-\u{e0fff}]/gu

/** One line of at most so many characters, in which each unseen character is shown as U+FFFD. */
export function clean(text: string, most: number): string {
  const safe = text
    .toWellFormed()
    .replace(/[\t\n\r ]+/g, ' ')
    .replace(UNSEEN, '\ufffd')
    .trim()
  if (safe.length <= most) return safe
  // A cut through a pair would leave half a character.
  return `${safe.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Text for where Slack looks for markup: its three control characters escaped (Slack, "Formatting text for app surfaces"). */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** The first of the lines, as many as fit, and how many more there are. */
export function fitting(
  lines: readonly string[],
  most: { readonly lines: number; readonly characters: number },
): string {
  const kept: string[] = []
  let room = most.characters - MORE
  for (const line of lines) {
    if (kept.length === most.lines || room < line.length + 1) break
    room -= line.length + 1
    kept.push(line)
  }
  const left = lines.length - kept.length
  return [...kept, ...(left === 0 ? [] : [`… and ${left} more`])].join('\n')
}

/** Characters that the line about what was left out may take. */
const MORE = 30

/** `1 commit`, `2 commits`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
