/** How many messages are told from their redeliveries: those of days, where SNS and Lambda repeat within hours. */
const seenKept = 256;

/** The ids of messages that were taken up, with one more. */
export const remembered = (seen: readonly string[], id: string): string[] => [...seen, id].slice(-seenKept);
