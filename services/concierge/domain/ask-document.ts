import type { DocumentType } from '#shared/domain/document.ts';
import { anyOf, regex, source } from './multiline.ts';

/** Words of somebody who wants to have something. */
const wants = regex`
  \b(?:
    (?:me )?(?:
      mandame|mandas|mandan|mandaras|mandarias|manda|mandar|manden|mandarme|mandaste|envia|
      enviame|envias|enviar|enviarme|envien|pasa|pasame|pasas|pasarme|pasar|das|dame|daria|da|
      comparti\w*|compartir|adjunta\w*|reenvi\w*|reenvia|manda ai|envie|mande|mandem|passa|passar|
      passe
    )|send|sending|resend|forward|give me|gimme|share|show me|show|have|get|see|need|want|where|
    wheres|can i|could i|could you|can you|please|find|lost|download|quiero|quisiera|necesito|
    preciso|quero|queria|gostaria|tenes|tienes|tienen|tem|tengo|tenho|temos|donde|onde|cade|ver|
    busco|falta|consegue|podes|puedes|podrias|pode|poderia|por favor|perdi|falto|mi|mis|my|meu|
    minha|meus|minhas|our|nuestro|nuestra|nosso|nossa
  )\b
`;
/** Whether the text is nothing but this, with an article or a greeting before it. */
const only = (text: string, expression: string): boolean =>
  regex`
    ^(?:(?:el|la|los|las|o|a|os|as|the|mi|mis|my|meu|minha|y|e|and|hola|hi|oi|del|de|tu) )*
    (?:${expression})$
  `.test(text);

/** Opinions, prices and new bookings are not about a document on file. */
const shopping = regex`
  \b(?:
    recomend\w*|recommend\w*|suger\w*|suggest\w*|sugieres?|indica\w*|conviene|worth|vale la pena|
    mejor(?:es)?|best|melhor(?:es)?|precios?|price|prices|preco|cuesta\w*|costs?|custa\w*|
    cuanto sale|how much|quanto|cheap\w*|barat[oa]s?|caro|contratar|comprar|buy|purchase|
    cambiar\w*|change|mudar|trocar|modificar|cancelar\w*|cancel|baja|agregar|add|adicionar|
    extender|extend|estender|upgrade|otro|otra|another|outro|outra|otros|hay algun\w*|hay una?|
    hay|is there|are there|existe|existen|other|que tal|good|buen[oa]s?|book|reembolso|refund
  )\b
`;
const bank = regex`
  \b(?:
    banc\w+|bank|wire|dinero|money|plata|pagos?|payment|pix|transferencia|transferencias|cuenta|
    account|conta|dolares|dollars|euros?|pesos|reais
  )\b
`;

const boardingPass = source`
  boarding ?pass(?:es)?|boarding cards?|board(?:ing)? pass|
  pases? (?:de |para )?(?:abordar|abordo|embarque|abordaje|embarcar|boarding)|
  pases? (?:del|de) vuelo|
  tarjetas? (?:de |d |para )?(?:embarque|abordar|abordaje|embarcar|embarco|abordo)|
  cart(?:ao|oes) (?:de |d )?(?:embarque|embarcar)|bilhetes? de embarque|passe de embarque|
  boleto de abordar|boarding docs?|
  qr (?:del|do|de|for|of) (?:vuelo|voo|the flight|my flight|embarque|check in|abordar)
`;
const looseBoardingPass = source`
  boarding|pasajes?|passagem|passagens|billetes?|boletos?|e ?tickets?|tickets?|bilhetes?|pase|
  mobile pass|air tickets?|plane tickets?|flight tickets?|qr|ticket electronico|pases
`;
const hotel = source`
  hotel(?:es|s)?|hospedajes?|alojamientos?|hospedagem|hospedagens|pousada|hostels?|hosteria|
  hostal|airbnb|resort|lodging|accomm?odations?|acomodacao|estadia|hotel voucher
`;
const staying = source`
  (?:donde|en que (?:lugar|hotel)|a donde) (?:\w+ ){0,3}
  (?:hosped\w+|aloj\w+|quedo|quedamos|quedarme|quedar|duermo|dormimos|paro|paramos|parando)|
  where (?:\w+ ){0,3}(?:staying|stay|sleeping|sleep)|
  onde (?:\w+ ){0,4}(?:ficar|fico|ficamos|ficando|hospedar|hospedad[oa]s?|dormir)|
  (?:en|in|em|a) (?:que|which|what|qual|cual) hotel
`;
const aboutTheStay = regex`
  \b(?:
    a pe|a pie|caminando|walk\w*|andando|ir|like|likes?|love|loved|nice|great|amazing|gusta|gusto|
    encanta|encanto|lind[oa]|hermos[oa]|bonit[oa]|gosto|gostei|adorei|amei|horrible|feo|ruim|
    cerca|near|nearby|close to|perto|around|alrededor|al lado|desayuno|breakfast|cafe da manha|
    cafe|check in|check out|piscina|pileta|pool|gym|gimnasio|academia|wifi|wi fi|parking|
    estacionamiento|estacionamento|cochera|garage|como llego|como llegamos|como voy|como vamos|
    como ir|como chego|how do i get|how do we get|how to get|llegar al|get to|get from|distancia|
    distance|lejos|far|longe|toallas?|towels?|habitacion(?:es)?|rooms?|quartos?|ruido|noise|noisy|
    suci[oa]|dirty|suj[oa]|noches?|nights?|restaurantes?|restaurants?|taxi|uber|late|temprano|
    early|valijas?|maletas?|luggage|bags?|malas?|mascotas?|pets?|spa|vista|view|cuna|crib|berco|
    playa|beach|praia|amenities|secador|aire acondicionado|comer|eat|cenar|transporte|metro|
    incluye|include[sd]?|inclui|lavanderia|laundry|caja fuerte|star|estrellas|opinas|think
  )\b
`;
const insurance = source`
  seguros? (?:de |d |del |do )?
  (?:viaje|viagem|viajes|viajero|medico|salud|saude|asistencia|travel)|seguro viagem|
  (?:
    mi|el|del|un|al|meu|o|do|su|con|com|tenho|tengo|tenemos|temos|hay|nuestro|nosso|tem|a?l
  ) seguro|
  (?:
    poliza|polizas|apolice|cobertura|certificado|voucher|tarjeta|numero|telefono|cartao|
    comprobante|comprovante|documento
  ) (?:(?:de|del|do|da|mi|meu|el|o|la|a|medica) )*(?:seguro|asistencia|assistencia|viaje|viagem)|
  asistencia (?:al viajero|en viaje|medica|de viaje|viajera)|
  assistencia (?:viagem|medica|de viagem|ao viajante)|insurance|
  travel (?:assistance|cover|policy)|polizas?|apolices?|insurance policy|my policy|seguro$|
  assist card
`;
const sureNotInsured = regex`
  \b(?:
    estas?|estan|estoy|e|es|muy|mas|mais|bien|lugar|barrio|zona|bairro|cidade|ciudad|sitio|seria|
    sea|seja|parece|fica|sera|is it|it
  ) seguro\b|
  \bseguro (?:que|q|de que|andar|caminar|social|para|salir|sair|ir|si|claro|pasear|viajar)\b|
  \b(?:claro que|por) seguro\b
`;
const transfer = source`
  traslados?|translados?|trasladan|transfers?|transfer in|transfer out|shuttle|airport pick ?ups?|
  pick ups?|recogida|transporte (?:al|del|desde|hasta|privado|para|do|ate|hacia|contratado)|
  remis(?:e|es)?|
  quien (?:me |nos )(?:viene a |va a |vienen a )?
  (?:busca\w*|recibe|recoge\w*|espera\w*|lleva\w*|pasa)|
  quien (?:me |nos )?(?:viene|va) a (?:buscar\w*|recoger\w*|esperar\w*)|
  who(?: is|s|ll| will| will be|se)? (?:
    picks?|picking|meets?|meeting|collects?|collecting|pick|meet|collect|driving|drives?|drive
  )|
  quem (?:me |nos |vai |vem |vai me |vai nos |vem me |vem nos )?
  (?:busca|pega|buscar|pegar|espera|esperar|recebe|leva|levar)|
  (?:me|nos) (?:pasan|vienen|van|pasa|viene|vem|vao|vai) (?:a )?(?:buscar|recoger|pegar|levar)|
  (?:van|vienen|pasan|viene) a (?:buscarme|buscarnos|recogerme|recogernos|esperarme)|
  (?:pick|picking|picked|collect|meet|meeting) (?:me|us)(?: up)?|
  (?:chofer|driver|motorista|conductor)
`;
const car = '(?:auto|autos|coche|coches|carro|carros|car|cars|vehiculo|veiculo|camioneta|suv)';
const carRental = source`
  (?:
    alquiler|alquilamos|alquile|alquilado|alquilada|renta|rentado|rentamos|rente|rental|rented|
    hired|hire|aluguel|alugado|alugamos|aluguei|locacao|reserva|reservas|booking|reservation|
    voucher|contrato|confirmacion|confirmacao|confirmation|comprobante|papeles|papers|documentos?
  ) (?:
    (?:de|del|do|da|of|for|a|my|the|our|el|un|mi|o|um|meu|alquiler|aluguel|rental|de la|la) )*
  ${car}|
  ${car} (?:(?:de|que|i|we|do|the) )*(?:
    alquiler|alquilado|alquilada|alquile|alquilamos|rentado|rentamos|rente|rental|rented|alugado|
    alugada|alugamos|aluguei|aluguel|renta|hire|hired|reservado|reserve|reservei|reservado|
    voucher|booking|reservation
  )|rent a car|rental|car hire|hire car|rental car|car rental|car voucher|
  (?:mi|my|meu|nuestro|nosso|our) ${car}|
  (?:retiro|retiramos|recojo|busco|pick up|collect|pego|retirar|devuelvo|return) (?:
    el|the|o|my|mi|un
  ) ${car}
`;
const tour = source`
  excursion(?:es)?|excursao|excursoes|tours?|city ?tours?|walking tour|paseos?|passeios?|
  (?:actividad|atividade|activity) (?:reservada|booked)|visitas? guiadas?|
  guided (?:tours?|visits?)|
  (?:entradas|ingressos?|tickets|entrada|ticket|bilhetes|boletos) (?:
    (?:de|del|do|da|para|for|to|al|ao|a|el|la|las|los|the|of|o|os) )*(?:
    museos?|museums?|museu|parques?|park|shows?|concierto|concert|disney|tivoli|castillo|castle|
    castelo|torre|tower|teatro|theatre|theater|acuario|aquarium|zoo|opera|espectaculo|partido|
    match|jogo|louvre|prado|vaticano|coliseo|coliseu|colosseum|excursion|tour|passeio|paseo|
    crucero|cruise|barco|boat
  )|mis entradas|meus ingressos|my entry tickets|safari
`;
const everything = source`
  documentos|documentacion|documents|docs|vouchers|papeles|documentacao|paperwork|comprobantes|
  comprovantes|travel documents|todos los vouchers|archivos|files|arquivos
`;

const newCar = regex`
  \b(?:
    alquilar|rentar|alugar|to rent|renting|rent one|licencia|license|licence|carnet|registro|
    habilitacao|nafta|gasolina|fuel|gas|estacionar|park|parking|peaje|toll|conducir|manejar|
    automatic[oa]|automatic|manual|cambio manual|drive|dirigir
  )\b
`;
const printing = anyOf('imprimir\\w*', 'imprim\\w+', 'print\\w*', 'impres[oa]');

const prices = regex`
  \b(?:
    precios?|price|cuesta|costs?|custa|cuanto|how much|quanto|comprar|buy|cambiar|change|reservar|
    book|cheap
  )\b
`;

const notBoardingPass = regex`
  \b(?:
    boarding (?:time|gate|starts?|begins?|group|zone)|is boarding|start\w* boarding|time|hora|
    when|cuando|quando|tren|train|trem|bus|metro|subte|onibus|parking|lottery|multa|fine|estacion|
    station|precio|ida y vuelta
  )\b
`;

const notTransfer = regex`
  \b(?:
    conexion|connection|connecting|terminals?|between|entre|recomend\w*|contratar|reservar|book|
    cuesta|how much|cuanto|quanto custa|puedo|conviene|hay|is there|are there|photos?|fotos?|
    files?|uber|cabify|taxi
  )\b
`;

const buysInsurance = regex`
  \b(?:
    contratar|comprar|buy|baja|cancelar|precio|how much|cuesta|quanto custa|
    necesito (?:contratar|comprar)|hace falta|recomend\w*|obligatorio|mandatory|required|
    obrigatorio
  )\b
`;

const notOnFile = regex`
  \b(?:
    que documentos|which documents|what documents|quais documentos|
    documentos (?:necesito|preciso|need|hacen)|need to (?:bring|enter|travel)|
    para (?:entrar|viajar|ingresar)|identidad|identity|migra\w+|perdi|lost|robaron|stolen
  )\b
`;

/**
 * Types of documents that a clause asks for; null in it asks for all of them.
 * @param text plain words of one clause.
 */
export const asksDocuments = (text: string): readonly (DocumentType | null)[] => {
  const has = (expression: string) => anyOf(expression).test(text);
  const types: (DocumentType | null)[] = [];
  const isShopping = shopping.test(text);
  const isAboutPrice = prices.test(text);

  if (
    has(tour) &&
    !isShopping &&
    !/\b(?:tour (?:virtual|guide)|reservar|quiero hacer|queremos hacer|want to do)\b/.test(text)
  )
    types.push('tour_reservation');
  if (has(carRental) && !newCar.test(text) && !isShopping) types.push('car_rental');
  if (has(boardingPass) && !printing.test(text) && !isAboutPrice) types.push('boarding_pass');
  else if (
    !types.includes('tour_reservation') &&
    (only(text, looseBoardingPass) || (has(looseBoardingPass) && wants.test(text))) &&
    !notBoardingPass.test(text) &&
    !isAboutPrice &&
    !printing.test(text) &&
    !isShopping
  )
    types.push('boarding_pass');
  if (
    (has(transfer) || has('traslado')) &&
    !bank.test(text) &&
    !types.includes('car_rental') &&
    !notTransfer.test(text)
  )
    types.push('transfer');
  if (has(insurance) && !sureNotInsured.test(text) && !buysInsurance.test(text))
    types.push('insurance');
  if (
    !types.includes('transfer') &&
    !types.includes('car_rental') &&
    !types.includes('tour_reservation')
  ) {
    const asksStay = has(staying) || (has(hotel) && !aboutTheStay.test(text) && !isShopping);
    if (asksStay && !/\b(?:plane|avion|airport|aeropuerto)\b/.test(text))
      types.push('hotel_reservation');
  } else if (
    has(
      source`
        (?:voucher|reserva|reservation|booking|confirmacion|confirmacao|confirmation) (?:
          del|do|of the|for the|de|da|of|for
        ) (?:mi |my |meu )?hotel
      `,
    ) ||
    has('hotel (?:voucher|reservation|booking|confirmation)')
  )
    types.push('hotel_reservation');
  if (
    types.length === 0 &&
    has(everything) &&
    (wants.test(text) || only(text, everything)) &&
    !isShopping &&
    !notOnFile.test(text)
  )
    types.push(null);
  return types;
};
