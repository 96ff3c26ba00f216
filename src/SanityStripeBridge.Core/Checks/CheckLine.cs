namespace SanityStripeBridge.Core.Checks;

/// <summary>How well something is. The gravest one of a doctor's lines is the whole's.</summary>
public enum Grade
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but not as well as it could, or not for long.</summary>
    Warning,

    /// <summary>Something does not work until a person mends it.</summary>
    Failure,
}

/// <summary>One line of the doctor.</summary>
/// <param name="Check">Its stable name, such as <c>stripe.webhook</c>.</param>
/// <param name="Grade">How well it is.</param>
/// <param name="Message">What was found: a sentence without a full stop.</param>
/// <param name="Remedy">What to do about it; null when nothing is to be done.</param>
public sealed record CheckLine(string Check, Grade Grade, string Message, string? Remedy = null)
{
    /// <summary>The numbers behind the sentence, for scripts; empty when there are none.</summary>
    public IReadOnlyDictionary<string, object?> Figures { get; init; } = new Dictionary<string, object?>();

    /// <summary>All is well.</summary>
    public static CheckLine Ok(string check, string message) => new(check, Grade.Ok, message);

    /// <summary>Worth a person's time.</summary>
    public static CheckLine Warning(string check, string message, string? remedy = null) =>
        new(check, Grade.Warning, message, remedy);

    /// <summary>Must be mended.</summary>
    public static CheckLine Failure(string check, string message, string? remedy = null) =>
        new(check, Grade.Failure, message, remedy);
}
