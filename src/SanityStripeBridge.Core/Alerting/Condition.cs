namespace SanityStripeBridge.Core.Alerting;

/// <summary>Something as it stands that the operator should know.</summary>
/// <param name="Kind">run_failed, drift, silent_stream, held, conflict, dead_letter or paused.</param>
/// <param name="Subject">What it is about: a family, a platform, a kind of run, the bridge.</param>
/// <param name="Occurrence">Which time it is: as long as it stays the same, it was told.</param>
/// <param name="Message">For people, with what to do.</param>
public sealed record Condition(string Kind, string Subject, string Occurrence, string Message);

/// <summary>What is to be sent.</summary>
/// <param name="Subject">Null: about several.</param>
/// <param name="About">The conditions that it tells of.</param>
public sealed record Alert(string Kind, string? Subject, string Message, IReadOnlyList<Condition> About);
