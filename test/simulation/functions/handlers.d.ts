/** Made by bundle.ts: every lambdas/<name>/handler.ts by its folder's name. */
declare module 'simulation:handlers' {
  export const handlers: Readonly<Record<string, (event: unknown, context: object) => Promise<unknown>>>;
}
