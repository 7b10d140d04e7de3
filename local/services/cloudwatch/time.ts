/** `2019-10-02T17:04:40.989+0000`, as CloudWatch writes times in its messages and events. */
export const cloudWatchTime = (at: Date): string => at.toISOString().replace('Z', '+0000');
