#!/usr/bin/env node
// Print the names of all projects, with Node's own modules alone.
import { execFileSync } from 'node:child_process'
import https from 'node:https'

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

function get (path) {
  const { url, access_token: token } = credential()
  return new Promise((resolve, reject) => {
    https.get(`${url}/attask/api/v22.0/${path}`,
      { headers: { Authorization: `Bearer ${token}` } },
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', piece => { text += piece })
        answer.on('end', () => resolve({ status: answer.statusCode, text, token }))
      }).on('error', reject)
  })
}

async function call (path) {
  let answer = await get(path)
  if (answer.status === 401) {
    credential(answer.token)
    answer = await get(path)
  }
  if (answer.status !== 200) throw new Error(`Workfront answered ${answer.status}`)
  return JSON.parse(answer.text).data
}

for (const project of await call('proj/search?fields=name')) {
  console.log(project.name)
}
