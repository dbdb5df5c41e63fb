import { hash } from 'node:crypto'
import express from 'express'
import { html } from '../../../src/api/pages/html.ts'
import { type Page, sendPage } from '../../../src/api/pages/page.ts'
import { serving } from '../served.ts'

const shown = async (page: Partial<Page> = {}) => {
  const whole: Page = { title: '<t>', body: html`<p>hello</p>`, person: null, refresh: null, ...page }
  const ask = await serving(express().get('/', (_req, res) => sendPage(res, whole)))
  const { body, headers } = await ask('/')
  return { text: body as string, headers }
}

test('the one style that may stand in it is its own', async () => {
  const { text, headers } = await shown()
  const style = /<style>([\s\S]*)<\/style>/.exec(text)![1]!
  expect(headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}';`)
  expect(text).not.toMatch(/ style=|<script| on\w+=/)
})

test('title, language, and what fits on a phone', async () => {
  const { text, headers } = await shown()
  expect(text).toContain('<title>&#60;t&#62; – Sallyport</title>')
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  expect([headers.get('vary'), headers.get('x-frame-options')]).toEqual(['accept, cookie', 'DENY'])
})

test('who is logged in, and their way out; and when the page is loaded again', async () => {
  const person = { name: 'a<b', logout: 'https://gate.test/logout', form: 'form-token' }
  const { text } = await shown({ person, refresh: 10 })
  expect(text).toContain(
    '<form method="post" action="https://gate.test/logout"><input type="hidden" name="form" value="form-token">',
  )
  expect(text).toContain('<bdi>a&#60;b</bdi> <button class="small">Log out</button>')
  expect(text).toContain('<meta http-equiv="refresh" content="10">')
  expect((await shown()).text).not.toContain('http-equiv')
})
