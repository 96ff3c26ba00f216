namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

internal static partial class GroqEvaluator
{
    private static object? Unary(string symbol, object? value) =>
        (symbol, value) switch
        {
            ("!", bool flag) => !flag,
            ("-", double number) => -number,
            ("+", double number) => number,
            _ => null,
        };

    private static object? Binary(GroqNode.Binary node, GroqScope scope)
    {
        if (node.Operator is "&&" or "||")
            return Logical(node, scope);
        var left = Evaluate(node.Left, scope);
        if (node.Operator == "in")
            return In(left, node.Right, scope);
        var right = Evaluate(node.Right, scope);
        return node.Operator switch
        {
            "==" => GroqValues.Same(left, right),
            "!=" => !GroqValues.Same(left, right),
            "<" => GroqValues.Compare(left, right) is { } sign ? sign < 0 : null,
            "<=" => GroqValues.Compare(left, right) is { } sign ? sign <= 0 : null,
            ">" => GroqValues.Compare(left, right) is { } sign ? sign > 0 : null,
            ">=" => GroqValues.Compare(left, right) is { } sign ? sign >= 0 : null,
            "match" => GroqMatch.Matches(left, right),
            "+" => Add(left, right),
            "-" => Subtract(left, right),
            _ => left is double a && right is double b ? Arithmetic(node.Operator, a, b) : null,
        };
    }

    /// <summary>Three-valued: what is decided by one side alone is decided even if the other is unknown.</summary>
    private static bool? Logical(GroqNode.Binary node, GroqScope scope)
    {
        var decisive = node.Operator == "||";
        var left = Evaluate(node.Left, scope);
        if (left is bool first && first == decisive)
            return decisive;
        var right = Evaluate(node.Right, scope);
        if (right is bool second && second == decisive)
            return decisive;
        return left is bool && right is bool ? !decisive : null;
    }

    private static bool? In(object? left, GroqNode right, GroqScope scope)
    {
        if (right is GroqNode.Call { Name: "path" } path)
            return left is string id && Evaluate(path.Arguments[0], scope) is string pattern
                ? GroqMatch.PathMatches(pattern, id)
                : null;
        if (right is GroqNode.Range range)
            return
                GroqValues.Compare(left, Evaluate(range.From, scope)) is { } low
                && GroqValues.Compare(left, Evaluate(range.To, scope)) is { } high
                ? low >= 0 && (range.Inclusive ? high <= 0 : high < 0)
                : null;
        return Evaluate(right, scope) is IReadOnlyList<object?> list
            ? list.Any(item => GroqValues.Same(left, item))
            : null;
    }

    private static object? Add(object? left, object? right) =>
        (left, right) switch
        {
            (double a, double b) => a + b,
            (string a, string b) => a + b,
            (DateTimeOffset a, double b) => a.AddSeconds(b),
            (double a, DateTimeOffset b) => b.AddSeconds(a),
            (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => new List<object?>([.. a, .. b]),
            (OrderedDictionary<string, object?> a, OrderedDictionary<string, object?> b) => GroqValues.Map(
                a.Concat(b).Select(entry => (entry.Key, entry.Value))
            ),
            _ => null,
        };

    private static object? Subtract(object? left, object? right) =>
        (left, right) switch
        {
            (double a, double b) => a - b,
            (DateTimeOffset a, double b) => a.AddSeconds(-b),
            (DateTimeOffset a, DateTimeOffset b) => (a - b).TotalSeconds,
            _ => null,
        };

    private static double? Arithmetic(string symbol, double a, double b)
    {
        var result = symbol switch
        {
            "*" => a * b,
            "/" => a / b,
            "%" => a % b,
            "**" => Math.Pow(a, b),
            _ => double.NaN,
        };
        return double.IsFinite(result) ? result : null;
    }
}
