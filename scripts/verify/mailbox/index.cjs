// Writes every message of the runs topic into its own log, where whoever verifies an installation reads it: no inbox, no queue.
exports.handler = async ({ Records }) => {
  for (const { Sns } of Records) console.log(`mail ${JSON.stringify({ subject: Sns.Subject, text: Sns.Message })}`);
};
