package visit // want "imports: package orders/visit has no place"
