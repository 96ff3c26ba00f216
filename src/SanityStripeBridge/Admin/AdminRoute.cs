namespace SanityStripeBridge.Admin;

/// <summary>One route of the admin API: what it does, and what its description says of it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Below <c>/api/admin</c>.</param>
/// <param name="Name">Unique, for generated clients.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Answer">The handler.</param>
internal sealed record AdminRoute(
    string Method,
    string Path,
    string Name,
    string Summary,
    Func<AdminCall, Task<IResult>> Answer
)
{
    /// <summary>Query parameters besides <c>bridge</c>, with a sentence each.</summary>
    public IReadOnlyList<(string Name, string Sentence)> Query { get; init; } = [];

    /// <summary>Name of the body's schema; null when none is wanted.</summary>
    public string? Body { get; init; }

    /// <summary>Answers by status: the schema's name.</summary>
    public IReadOnlyList<(int Status, string Schema)> Answers { get; init; } = [];
}
