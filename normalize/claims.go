package normalize

func (n *normalizer) claims() {}
