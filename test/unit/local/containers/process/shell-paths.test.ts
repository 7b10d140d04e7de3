// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own variables.
import { describe, expect, it } from 'vitest';
import { movedWord } from '../../../../../local/containers/process/image-paths.ts';
import { portableShell } from '../../../../../local/containers/process/shell-paths.ts';

const own = (path: string) => /^\/(app|opt\/program)(\/|$)/.test(path);
const portable = (script: string) => portableShell(script, own);
const R = '${TRAINYARD_IMAGE_ROOT}';

describe('a shell script’s paths of the image', () => {
  it.each([
    ['node /opt/program/train.mjs', `node "${R}"/opt/program/train.mjs`],
    ['cd /app && exec python train.py "$@"', `cd "${R}"/app && exec python train.py "$@"`],
    ['. "/app/env.sh"; X=/app/x:/usr/bin:/app/y', `. "${R}/app/env.sh"; X="${R}"/app/x:/usr/bin:"${R}"/app/y`],
    ["trap 'rm -f /app/pid' EXIT", `trap 'rm -f '"${R}"'/app/pid' EXIT`],
    [`echo '{"file": "/app/x"}'`, `echo '{"file": "'"${R}"'/app/x"}'`],
    [`echo "{\\"file\\": \\"/app/x\\"}"`, `echo "{\\"file\\": \\"${R}/app/x\\"}"`],
    ['F=$(cat "/app/a b") && cat "$(dirname "/app/x")/y"', `F=$(cat "${R}/app/a b") && cat "$(dirname "${R}/app/x")/y"`],
    ['C=${CONFIG:-/app/c.yml} D="${D:=/app/d}"', `C=\${CONFIG:-"${R}"/app/c.yml} D="\${D:=${R}/app/d}"`],
    ['python /app/$NAME.py --config=/app/$NAME.yml', `python "${R}"/app/$NAME.py --config="${R}"/app/$NAME.yml`],
    ['ls /app/*.py > /app/list 2>/dev/null', `ls "${R}"/app/*.py > "${R}"/app/list 2>/dev/null`],
    ['case "$1" in /app/*) run;; esac; (cd /app; ls)', `case "$1" in "${R}"/app/*) run;; esac; (cd "${R}"/app; ls)`],
    ['cat <<EOF > /app/c\nroot /app;\nEOF\nls /app', `cat <<EOF > "${R}"/app/c\nroot ${R}/app;\nEOF\nls "${R}"/app`],
    ["cat <<'EOF'\nroot /app;\nEOF\nls /app", `cat <<'EOF'\nroot /app;\nEOF\nls "${R}"/app`],
    ['M=/opt/ml/model; ls /opt/ml', 'M="${SAGEMAKER_BASE_DIR}"/model; ls "${SAGEMAKER_BASE_DIR}"'],
  ])('%s', (script, moved) => {
    expect(portable(script)).toBe(moved);
    expect(portable(moved)).toBe(moved);
  });

  it.each([
    'curl http://localhost/app/x s3://bucket/app/y http://$HOST/app',
    'ls "$PREFIX"/app ${DIR}/app $DIR/app x/app ./app',
    'cat /etc/passwd /application # but not /app here',
    'echo $((10/app)) a/app',
  ])('leaves %s alone', (script) => {
    expect(portable(script)).toBe(script);
  });
});

it('moves the paths in a word of an exec form', () => {
  const move = (path: string) => (own(path) ? `/R${path}` : undefined);
  expect(
    ['--config=/app/c.yml', "open('/app/x').read()", 'unix:/tmp/x', 'http://h/app', '/app/x:/app/y'].map((word) => movedWord(word, move)),
  ).toEqual(['--config=/R/app/c.yml', "open('/R/app/x').read()", 'unix:/tmp/x', 'http://h/app', '/R/app/x:/R/app/y']);
});
