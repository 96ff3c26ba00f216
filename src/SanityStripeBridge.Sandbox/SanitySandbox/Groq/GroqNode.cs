namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>The parsed form of an expression.</summary>
internal abstract record GroqNode
{
    private GroqNode() { }

    internal sealed record Literal(object? Value) : GroqNode;

    internal sealed record Parameter(string Name) : GroqNode;

    internal sealed record This : GroqNode;

    /// <summary><c>^</c>, <c>^.^</c>: the value that many scopes above.</summary>
    internal sealed record Parent(int Levels) : GroqNode;

    internal sealed record Everything : GroqNode;

    /// <summary>A bare name: an attribute of the value in scope.</summary>
    internal sealed record Attribute(string Name) : GroqNode;

    internal sealed record Items(IReadOnlyList<(GroqNode Value, bool Spread)> Members) : GroqNode;

    internal sealed record Shape(IReadOnlyList<ShapeEntry> Entries) : GroqNode;

    internal sealed record Binary(string Operator, GroqNode Left, GroqNode Right) : GroqNode;

    internal sealed record Unary(string Operator, GroqNode Operand) : GroqNode;

    internal sealed record Range(GroqNode From, GroqNode To, bool Inclusive) : GroqNode;

    internal sealed record Call(string Name, IReadOnlyList<GroqNode> Arguments) : GroqNode;

    /// <summary><c>condition => value</c>, inside <c>select()</c>.</summary>
    internal sealed record Case(GroqNode When, GroqNode Then) : GroqNode;

    internal sealed record Order(GroqNode Base, IReadOnlyList<(GroqNode Key, bool Descending)> Keys)
        : GroqNode;

    internal sealed record Traverse(GroqNode Base, IReadOnlyList<GroqStep> Steps) : GroqNode;

    /// <summary>The attribute paths inside <c>delta::changedAny((a, b.c))</c>.</summary>
    internal sealed record Selector(IReadOnlyList<IReadOnlyList<string>> Paths) : GroqNode;
}

/// <summary>One entry of <c>{ … }</c>. Name and no condition: an attribute; no name: a spread, perhaps on a condition.</summary>
internal sealed record ShapeEntry(string? Name, GroqNode? When, GroqNode Value);

/// <summary>One step behind a base: which it is decides whether the rest applies to the array or to each element.</summary>
internal abstract record GroqStep
{
    private GroqStep() { }

    internal sealed record Attribute(string Name) : GroqStep;

    internal sealed record Dereference : GroqStep;

    internal sealed record Project(GroqNode.Shape Shape) : GroqStep;

    internal sealed record Filter(GroqNode Condition) : GroqStep;

    internal sealed record Slice(int From, int To, bool Inclusive) : GroqStep;

    internal sealed record Element(int Index) : GroqStep;

    /// <summary><c>[]</c>.</summary>
    internal sealed record Flatten : GroqStep;

    public bool KeepsArray => this is Filter or Slice or Flatten;
}
