// A line may come as whole steps from one known value to the next, in units of the last digit (meta.steps: how many
// digits): fifty pages of three years are half as large so. null is an unknown day, which the next step leaps over.
export function unrolled(trace) {
  const digits = trace.meta?.steps;
  if (digits === undefined) return trace;
  const unit = 10 ** digits;
  let level = 0;
  const y = trace.y.map((step) => {
    if (step === null) return null;
    level += step;
    return level / unit;
  });
  return { ...trace, y };
}
