import { isActivation, pythonCall, pythonRefusal } from './python-commands.ts';

/** What RUN may call in process mode: the language's own tools, and file commands whose paths are moved into the image's folder. */
const languages = new Set(['node', 'npm', 'npx', 'yarn', 'pnpm']);
const files = new Set('cat chmod cp ln ls mkdir mv rm rmdir touch'.split(' '));
const harmless = new Set(': [ cd echo exit export false for printf pwd set test true unset umask wait'.split(' '));
/** Who owns a file means nothing here: everything is the user's. Left out with a word about it. */
const ignored = new Set(['chown', 'chgrp', 'ldconfig', 'sync']);

const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^(conda|mamba|micromamba|pixi)$/,
    'brings a Python and packages of its own, for which process mode has no stand-in. Install with pip or uv from a python image.',
  ],
  [
    /^(poetry|pipenv|pdm|hatch|rye|pipx|uvx|easy_install)$/,
    'decides by settings of its own where it installs, which could be this machine. Install with pip (from an exported requirements.txt) or with uv.',
  ],
  [
    /^(apt|apt-get|aptitude|dpkg|apk|yum|dnf|microdnf|rpm|zypper|pacman|brew|snap)$/,
    'would install or change system packages on this machine.',
  ],
  [/^(adduser|useradd|addgroup|groupadd|usermod|passwd|deluser)$/, 'would change the users of this machine.'],
  [/^(sudo|su|doas|gosu|su-exec)$/, 'would run something with other rights.'],
  [
    /^(curl|wget|git|ssh|scp|rsync)$/,
    'would fetch something that the source does not hold, so that nobody could tell what the image is made of.',
  ],
  [
    /^(sh|bash|dash|ash|zsh|eval|exec|source|\.|xargs|env|find|perl|ruby|make|gcc|g\+\+|cc|cmake)$/,
    'can run anything, so that it cannot be checked.',
  ],
  [/^(systemctl|service|mount|umount|sysctl|modprobe|iptables|mknod|kill|killall|pkill|reboot|shutdown)$/, 'would change this machine.'],
];

export type CommandKind = 'language' | 'files' | 'harmless' | 'ignored' | { readonly refused: string };

/** What kind of command this is, with a reason when process mode refuses it. `words` are without quotes, the command first. */
export function commandKind(words: readonly string[]): CommandKind {
  const command = words[0] ?? '';
  const refused = pythonRefusal(words);
  if (refused) return { refused };
  if (pythonCall(words)) return 'language';
  if (isActivation(words)) return 'harmless';
  if (harmless.has(command)) return 'harmless';
  if (ignored.has(command)) return 'ignored';
  if (files.has(command)) return 'files';
  if (languages.has(command)) return languageRefusal(command, words.slice(1)) ?? 'language';
  const reason = reasons.find(([names]) => names.test(command.split('/').at(-1) ?? ''))?.[1];
  const allowed = [...languages, 'python', 'pip', 'uv', 'virtualenv', ...files].join(', ');
  return { refused: `${command} ${reason ?? `is none of the commands that process mode runs (${allowed} and the shell's own).`}` };
}

function languageRefusal(command: string, args: readonly string[]): { refused: string } | undefined {
  const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
  const globally = args.some((arg) => /^(-g|--global|--location=global)$/.test(arg)) || (command === 'yarn' && verb === 'global');
  if (/^(npm|yarn|pnpm)$/.test(command) && globally) {
    return {
      refused: `${command} ${args.join(' ')} would install for every program of this machine. Add the package to package.json and call it with npx.`,
    };
  }
  if (/^(npm|yarn|pnpm)$/.test(command) && /^(publish|unpublish|login|adduser|logout|token|owner|link|ln|env|self-update)$/.test(verb)) {
    return { refused: `${command} ${verb} would change this machine or the registry.` };
  }
  return undefined;
}
