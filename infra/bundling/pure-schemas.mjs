import { readFileSync } from 'node:fs';

/**
 * Lets esbuild drop the schemas of operations that a bundle does not use. The SDK writes them as `var X = [… { [name]: 1 } …]`; a computed
 * key may call toString, so esbuild keeps every one (66 kB of S3's alone). Wrapped in a call marked pure they can go: 15 % of a bundle.
 *
 * Two of the clients know over a hundred exceptions each, 110 kB of classes. Unregistered, an error is the service's general exception with
 * the same name and message, which is all that the functions read (test/infra/pure-schemas.test.ts).
 */
// Services whose errors are JSON.
const json = /client-(ssm|codecommit)[\\/]/;

export const pureSchemas = {
  name: 'pure-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(
          /^((?:export )?var [\w$]+ = )(\[[\s\S]*?\n?\]);$/gm,
          (_statement, head, array) => `${head}/* @__PURE__ */ (() => ${array})();`,
        )
        .replace(/^n0_registry\.registerError\(.*\);$/gm, (call) => (json.test(path) ? '' : call)),
      loader: 'js',
    }));
  },
};
