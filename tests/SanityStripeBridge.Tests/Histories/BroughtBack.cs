namespace SanityStripeBridge.Tests.Histories;

/// <summary>An older value of a field came back with a copy that was published.</summary>
/// <param name="Order">After how many edits.</param>
/// <param name="OpenedAt">When the copy was opened; null when it was opened only to be published at once.</param>
internal sealed record BroughtBack(int Order, DateTimeOffset? OpenedAt);
