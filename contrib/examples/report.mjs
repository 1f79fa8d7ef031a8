#!/usr/bin/env node
// Print the names of all projects, with Node's own modules alone.
import { execFileSync } from 'node:child_process'
import https from 'node:https'

// Ask every time: a cached answer takes about a millisecond and is always fresh.
function credential () {
  const answer = execFileSync('workfront-credential', ['json', '--non-interactive'],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(answer)
}

function call (path) {
  const { url, access_token: token } = credential()
  return new Promise((resolve, reject) => {
    https.get(`${url}/attask/api/v22.0/${path}`,
      { headers: { Authorization: `Bearer ${token}` } },
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', piece => { text += piece })
        answer.on('end', () => answer.statusCode === 200
          ? resolve(JSON.parse(text).data)
          : reject(new Error(`Workfront answered ${answer.statusCode}`)))
      }).on('error', reject)
  })
}

for (const project of await call('proj/search?fields=name')) {
  console.log(project.name)
}
