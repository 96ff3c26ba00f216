namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>Everything an expression may ask about besides the value in scope.</summary>
internal sealed record GroqContext
{
    public IReadOnlyList<object?> Documents { get; init; } = [];

    /// <summary>Documents by id, for <c>-></c>.</summary>
    public Func<string, object?> Find { get; init; } = _ => null;

    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    public required DateTimeOffset Now { get; init; }

    public string Identity { get; init; } = "";

    public string ProjectId { get; init; } = "";

    public string Dataset { get; init; } = "";

    public object? Before { get; init; }

    public object? After { get; init; }
}

/// <summary>The value <c>@</c> and what lies above it, for <c>^</c>.</summary>
internal sealed record GroqScope(object? Value, GroqScope? Parent, GroqContext Context)
{
    public GroqScope Nest(object? value) => new(value, this, Context);
}
