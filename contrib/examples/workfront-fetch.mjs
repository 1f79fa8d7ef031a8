#!/usr/bin/env node
// Workfront's tokens for Node.js: fetch() with the headers of a family of the API.
//
//     const answer = await workfrontFetch('proj/search?fields=name')
//     const answer = await workfrontFetch('v2/workspaces', { family: 'planning' })
//
// workfront-credential is asked once a process, and again after a 401: it is then told that the
// token was refused.
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const known = new Map()

function credential(family, refused) {
    const before = known.get(family)
    if (before && before.access_token === refused) {
        execFileSync('workfront-credential', ['erase'], {
            input: `protocol=https\nhost=${before.host}\npassword=${refused}\n\n`,
        })
        known.clear()
    }
    if (!known.has(family)) {
        const words = ['json', '--non-interactive', '--for', family]
        known.set(family, JSON.parse(execFileSync('workfront-credential', words)))
    }
    return known.get(family)
}

export async function workfrontFetch(path, { family = 'workflow', headers = {}, ...options } = {}) {
    let refused
    for (;;) {
        const has = credential(family, refused)
        const base = has.family_url + (family === 'workflow' ? '/v22.0/' : '/')
        const url = path.startsWith(`${has.family_url}/`) ? path : base + path
        const answer = await fetch(url, {
            ...options,
            redirect: 'error',
            headers: { ...headers, ...has.headers, Authorization: `Bearer ${has.access_token}` },
        })
        if (answer.status !== 401 || refused) return answer
        refused = has.access_token
    }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
    const answer = await workfrontFetch(process.argv[2] ?? 'proj/search?fields=name')
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    for (const project of (await answer.json()).data) console.log(project.name)
}
