import { existsSync } from 'node:fs';

/** Whether this machine shows an NVIDIA GPU: the driver's device, or that of Windows' Linux. */
export const hasGpu = (): boolean => existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');

/** For a build's log, where a container asks for GPUs and there are none: it runs all the same, as on any machine without. */
export const noGpuNote =
  'This machine has no NVIDIA GPU: --gpus is left out, and what needs one fails here. On AWS the build has GPUs (verification.gpu).';
