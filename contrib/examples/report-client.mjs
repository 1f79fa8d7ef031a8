#!/usr/bin/env node
// Print the names of all projects, with the API's official client: npm install workfront-api
import { execFileSync } from 'node:child_process'
import { NodeApi } from 'workfront-api'

let known

// Asked once, and again where the helper said the token that was refused.
function credential (refused) {
  if (refused && known.access_token === refused) {
    execFileSync('workfront-credential', ['erase'],
      { input: `protocol=https\nhost=${known.host}\npassword=${refused}\n\n` })
    known = undefined
  }
  known ??= JSON.parse(execFileSync('workfront-credential', ['json', '--non-interactive'],
    { stdio: ['ignore', 'pipe', 'inherit'] }))
  return known
}

// The client follows redirects; its own fetch(), for a Node.js without one, even with the token.
const follow = globalThis.fetch
globalThis.fetch = (url, options) => follow(url, { ...options, redirect: 'error' })

// The client knows session ids and API keys. A token goes into the headers of each call.
class Api extends NodeApi {
  getHeaders () {
    const headers = super.getHeaders()
    headers.set('Authorization', `Bearer ${credential().access_token}`)
    return headers
  }

  async request (...words) {
    const { access_token: token } = credential()
    try {
      return await super.request(...words)
    } catch (error) {
      if (error.status !== 401) throw error
      credential(token)
      return super.request(...words)
    }
  }
}

const api = new Api({ url: credential().url, version: '22.0' })
for (const project of await api.search('proj', {}, 'name')) {
  console.log(project.name)
}
