/** The one place of the build tools that reads time and waits. Milliseconds since the program began. */
export const nowMs = (): number => performance.now();

export const sleepMs = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
