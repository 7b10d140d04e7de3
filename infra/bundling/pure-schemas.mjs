import { readFileSync } from 'node:fs';

/**
 * Lets esbuild drop the schemas of operations that a bundle does not use. The SDK writes them as `var X = [… { [name]: 1 } …]`; a computed
 * key may call toString, so esbuild keeps every one (66 kB of S3's alone). Wrapped in a call marked pure they can go: 15 % of a bundle.
 */
export const pureSchemas = {
  name: 'pure-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /^((?:export )?var [\w$]+ = )(\[[\s\S]*?\n?\]);$/gm,
        (_statement, head, array) => `${head}/* @__PURE__ */ (() => ${array})();`,
      ),
      loader: 'js',
    }));
  },
};
