import { describe, expect, it } from 'vitest';
import { explainer } from '../../../../../local/containers/process/explain.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { temporaryFolder, writeFiles } from '../helpers.ts';

function hints(lines: string[], port?: number) {
  const root = writeFiles(temporaryFolder(), { 'image-program/train.mjs': '', 'image-program/data/x': '' });
  const said: string[] = [];
  const explained = explainer(root, (line) => said.push(line), { port });
  lines.forEach(explained.hear);
  explained.failed();
  return said;
}

describe('what a failed program printed', () => {
  it.each([
    "Error: Cannot find module '/image-program/train.mjs'",
    "python: can't open file '/image-program/train.mjs': [Errno 2] No such file or directory",
    "sh: 1: cd: can't cd to /image-program",
    "PermissionError: [Errno 13] Permission denied: '/image-program/made/later'.".replace('made/later', 'later'),
    "FileNotFoundError: [Errno 2] No such file or directory: '/image-program/data/out.csv'",
  ])('%s is explained by the image’s path', (line) => {
    const said = hints(['starting', line, 'at something']);
    expect(said).toEqual([
      expect.stringMatching(/^\[Trainyard\] \/image-program\S* is a path of the image, which process mode cannot give/),
    ]);
    expect(said[0]).toContain('--runtime docker');
  });

  it.each([
    ['No such file or directory: /etc/passwd'],
    ["No such file or directory: '/nowhere/x'"],
    ['GET /image-program 500'],
    ['file not found: http://host/image-program/train.mjs'],
  ])('%s is no path of the image that it misses', (line) => {
    expect(hints([line])).toEqual([]);
  });

  it('tells of /opt/ml and of a port in use', () => {
    expect(hints(["FileNotFoundError: '/opt/ml/model/x'"])).toEqual([expect.stringContaining('The program names /opt/ml')]);
    expect(hints(['Error: listen EADDRINUSE: address already in use 0.0.0.0:8080'], 4321)).toEqual([
      expect.stringMatching(/The program asks for a port that another program has.*SAGEMAKER_BIND_TO_PORT where that is set \(here 4321\)/),
    ]);
    expect(hints(['OSError: [Errno 98] Address already in use'])).toEqual([]);
  });

  it('is explained once while a server lives on, and again at the end when much came after it', () => {
    const root = writeFiles(temporaryFolder(), { 'image-program/labels.json': '' });
    const said: string[] = [];
    const { clock, advance } = handClock('2026-12-01T00:00:00Z');
    const explained = explainer(root, (line) => said.push(line), { clock });
    explained.hear("FileNotFoundError: No such file or directory: '/image-program/labels.json'");
    expect(said).toHaveLength(0);
    advance(2000);
    expect(said).toHaveLength(1);
    explained.failed();
    expect(said).toHaveLength(1);
    for (let i = 0; i < 20; i++) explained.hear('more');
    explained.failed();
    expect(said).toHaveLength(2);
  });
});
