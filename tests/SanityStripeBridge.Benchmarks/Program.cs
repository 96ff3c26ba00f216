using SanityStripeBridge.Benchmarks;

return args switch
{
    ["validate", .. var sizes] when Size(sizes, 0, 10_000) is { } products =>
        await ValidateBenchmark.RunAsync(products, Size(sizes, 1, 3) ?? 3),
    _ => Usage(),
};

static int? Size(string[] sizes, int at, int fallback) =>
    sizes.Length <= at ? fallback
    : int.TryParse(sizes[at], out var size) && size > 0 ? size
    : null;

static int Usage()
{
    Console.Error.WriteLine("usage: validate [products, default 10000] [prices of each, default 3]");
    return 2;
}
