// @ts-check
/** Builds the example page (`examples/network`) beside the Lab's own, into `examples/network/`. */
import path from 'node:path';
import { build } from 'vite';

const PLACE = 'examples/network';

/** @returns {import('vite').Plugin} */
export function examplePagePlugin() {
  let root = '';
  let outDir = '';
  return {
    name: 'example-page',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir, PLACE);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await build({
          configFile: path.join(root, PLACE, 'vite.config.ts'),
          logLevel: 'warn',
          build: { outDir, chunkSizeWarningLimit: 2000 },
        });
      },
    },
  };
}
