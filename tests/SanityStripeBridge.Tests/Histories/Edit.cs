namespace SanityStripeBridge.Tests.Histories;

/// <summary>A value that a person wrote; values are unique, so that it can be followed.</summary>
/// <param name="Order">Position in the history.</param>
/// <param name="Id">Document id or Stripe id, as the person saw it.</param>
/// <param name="Field">The document's field.</param>
/// <param name="Value">As text.</param>
/// <param name="Made">The price that the edit made, when it made one.</param>
internal sealed record Edit(int Order, string Id, string Field, string Value, string? Made = null);
