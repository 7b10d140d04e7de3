/**
 * Area under the ROC curve: how often a record with damage scores above one without. Ties count half.
 * @param {number[]} scores
 * @param {(0 | 1)[]} labels at least one of each
 */
export function auc(scores, labels) {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && scores[order[end]] === scores[order[i]]) end++;
    const rank = (i + end + 1) / 2; // the mean rank of a tie, ranks from 1
    for (; i < end; i++) if (labels[order[i]]) rankSum += rank;
  }
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

/** Mean log-loss, in nats. */
export function logLoss(scores, labels) {
  const clip = (p) => Math.min(Math.max(p, 1e-12), 1 - 1e-12);
  return -labels.reduce((sum, label, i) => sum + Math.log(label ? clip(scores[i]) : 1 - clip(scores[i])), 0) / labels.length;
}
