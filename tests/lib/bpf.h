/* bpf.h: a filter of seccomp(2) as a function: what would the kernel do with this call? Source:
 * the kernel's Documentation/userspace-api/seccomp_filter.rst and its bpf_check_classic().
 */
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A value that no filter returns: it has run out of its own program, or of what is known here.
 */
#define BPF_BROKEN 0xdeadu

/* The word of the filter's input at an offset. */
static inline uint32_t bpf_word(const struct seccomp_data *call, uint32_t offset)
{
    uint32_t word = 0;

    if (offset + sizeof word <= sizeof *call && offset % sizeof word == 0)
        memcpy(&word, (const char *)call + offset, sizeof word);
    return word;
}

/* Runs the filter, and returns its SECCOMP_RET_ value. */
static inline uint32_t bpf_run(const struct sock_filter *code, size_t length,
                               const struct seccomp_data *call)
{
    uint32_t a = 0;
    size_t at;

    for (at = 0; at < length; at++) {
        const struct sock_filter *now = &code[at];

        switch (now->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            a = bpf_word(call, now->k);
            break;
        case BPF_ALU | BPF_AND | BPF_K:
            a &= now->k;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += a == now->k ? now->jt : now->jf;
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            at += a >= now->k ? now->jt : now->jf;
            break;
        case BPF_RET | BPF_K:
            return now->k;
        default:
            return BPF_BROKEN;
        }
    }
    return BPF_BROKEN;
}
