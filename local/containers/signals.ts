/** Sends a signal to all processes of a group; harmless when there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: macOS says so for a group whose members are all zombies.
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
