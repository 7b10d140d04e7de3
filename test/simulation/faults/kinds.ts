/** One kind of fault: how likely it is each time that it could strike, in a run that knows it. */
export interface Kind {
  readonly rate: number;
}

/** Every kind of fault there is. Counted by these names in the last line of `npm run simulate`. */
export const kinds = {
  throttling: { rate: 0.05 },
  serverError: { rate: 0.03 },
  timeoutBeforeEffect: { rate: 0.02 },
  timeoutAfterEffect: { rate: 0.05 },
  notSeenYet: { rate: 0.3 },
  buildFails: { rate: 0.2 },
  buildHangs: { rate: 0.1 },
  buildVanishes: { rate: 0.1 },
  trainingCapacity: { rate: 0.3 },
  trainingInternalError: { rate: 0.2 },
  trainingStopsAtMaxRuntime: { rate: 0.2 },
  trainingFails: { rate: 0.2 },
  endpointCapacity: { rate: 0.3 },
  endpointInternalError: { rate: 0.1 },
  endpointRollsBackSilently: { rate: 0.6 },
  endpointRollsBackWithReason: { rate: 0.2 },
  endpointCreatesFor30Minutes: { rate: 0.2 },
  quotaZero: { rate: 0.1 },
  quotaInUse: { rate: 0.3 },
  verificationGarbage: { rate: 0.2 },
  smokeGarbage: { rate: 0.2 },
  snsDuplicate: { rate: 0.2 },
  snsDelay: { rate: 0.3 },
  eventDuplicate: { rate: 0.2 },
  eventDelay: { rate: 0.3 },
  eventLost: { rate: 0.4 },
  casLosesRaces: { rate: 0.02 },
  casLosesAnswer: { rate: 0.1 },
  lambdaThrottled: { rate: 0.05 },
  lambdaServiceError: { rate: 0.05 },
  lambdaDeath: { rate: 0.03 },
  lambdaSlow: { rate: 0.05 },
  clockSkew: { rate: 0.5 },
  stopExecution: { rate: 0.5 },
  parametersEdited: { rate: 0.5 },
  redeploy: { rate: 0.5 },
  pushAtAnyMoment: { rate: 0.8 },
  // Those above were drawn together: append, so that most seeds keep their stories.
  recoveryStopped: { rate: 0.6 },
  hostileWords: { rate: 0.5 },
  mailRefused: { rate: 0.3 },
} as const satisfies Record<string, Kind>;
