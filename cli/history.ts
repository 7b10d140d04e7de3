import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';

/**
 * Reads an execution's history again and again without reading all of it each time: the page that was last is asked for anew, as its
 * token stays good for 24 hours. A month-long run has thousands of events.
 */
export class HistoryReader {
  readonly #sfn: SFNClient;
  readonly #executionArn: string;
  readonly #settled: HistoryEvent[] = [];
  #lastPageToken: string | undefined;

  constructor(sfn: SFNClient, executionArn: string) {
    this.#sfn = sfn;
    this.#executionArn = executionArn;
  }

  /** All events so far. */
  async read(): Promise<HistoryEvent[]> {
    for (;;) {
      const { events = [], nextToken } = await this.#sfn.send(
        new GetExecutionHistoryCommand({
          executionArn: this.#executionArn,
          includeExecutionData: true,
          maxResults: 1000,
          ...(this.#lastPageToken ? { nextToken: this.#lastPageToken } : {}),
        }),
      );
      if (!nextToken) return [...this.#settled, ...events];
      this.#settled.push(...events);
      this.#lastPageToken = nextToken;
    }
  }
}
